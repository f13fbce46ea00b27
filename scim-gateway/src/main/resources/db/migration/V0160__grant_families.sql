-- A code and what was given for it are a family: it ends as a whole, and nothing else does with it.
-- Of a used refresh token, what followed it, sealed: for a moment it gives the same once more.
alter table session_grant
    add column family    text collate "C",
    add column successor bytea;
update session_grant set family = session || ':' || client;
-- The default is for replicas of before, while they still run.
alter table session_grant
    alter column family set default gen_random_uuid()::text,
    alter column family set not null;
