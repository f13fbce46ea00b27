-- The oldest requests are looked for batch by batch: in the order of their time.
drop index scim_request_at;
create index scim_request_at on scim_request (at);

-- An organization that statistics do not know yet would be taken for one without users, and all of its
-- users be read where an index answers. Without statistics of the column every one is taken for a
-- two-hundredth of the table, which is never so wrong.
alter table identity alter column organization set statistics 0;
alter table user_group alter column organization set statistics 0;
alter table membership alter column organization set statistics 0;
alter table further_email alter column organization set statistics 0;
alter table scim_request alter column organization set statistics 0;

-- What was gathered before would stay, and know no organization that comes later.
select pg_clear_attribute_stats(current_schema()::text, t, 'organization', false)
from unnest(array['identity', 'user_group', 'membership', 'further_email', 'scim_request']) as t;
