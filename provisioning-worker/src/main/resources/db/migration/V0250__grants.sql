-- The grants of an account with their sources (JSON), the reasons for a suspension, and what becomes
-- of the content of a deleted person.
alter table account
    add column grants          text   not null default '[]',
    add column suspensions     text[] not null default '{}',
    add column departure       text,
    add column resource_groups text[] not null default '{}',
    add column scim_groups     text[] not null default '{}';

-- The accounts of a resource group, and those that a change of a linked SCIM group concerns.
create index account_resource_groups on account using gin (resource_groups);
create index account_scim_groups on account using gin (scim_groups);

-- Accounts of before get the new columns when they are planned anew: all of them, once.
update organization set planned_version = 0;
