-- The replicas that serve SCIM. Each states every few seconds that it runs, and they share the rate
-- of an organization.
create table replica (
    instance text        collate "C" primary key,
    seen_at  timestamptz not null
);
grant select, insert, update, delete on replica to "${runtime}";
