-- Why an account has its role, and the identity that it was planned from: changed settings are
-- applied to the accounts that there are without asking anybody.
alter table account
    add column role_explanation text,
    add column identity         text;

-- Up to which version of its settings an organization's accounts have been planned.
alter table organization add column planned_version bigint not null default 0;
