-- The resource groups in which an account has a role by hand, the version of the settings that it was
-- planned under, and the transaction of its last change, by which the feed of changes is ordered.
alter table account
    add column assigned_groups      text[] not null default '{}',
    add column organization_version bigint not null default 0,
    add column change_txid          bigint not null default 0;

create index account_assigned_groups on account using gin (assigned_groups) where assigned_groups <> '{}';
create index account_changes on account (change_txid, id);

-- The accounts that a version of the settings concerns, until they have been planned under it.
create table replanning (
    organization text   collate "C" not null,
    version      bigint not null,
    concerned    text   not null,
    primary key (organization, version)
);

-- The time at which an organization's accounts were last compared with their plan.
create table reconciliation (
    organization text        collate "C" primary key,
    begun_at     timestamptz not null
);

-- Accounts of before: an account whose plan stays the same is not written when it is planned anew, so its
-- groups are taken from its identity here.
update account
   set scim_groups     = array(select json_array_elements_text(identity::json -> 'groups')),
       assigned_groups = array(select json_object_keys(identity::json #> '{assigned,resourceGroups}'))
 where identity is not null;

-- A run that the release before has not ended is not recorded: all accounts are planned anew, once.
update organization set planned_version = 0;

grant select, insert, update, delete on replanning, reconciliation to "${runtime}";
