-- These look over the wall between tenants: for the service alone, and nobody's temporary table can
-- stand in the place of one that they read.
revoke execute on function taken_handles(text[]), topic_keys() from public;
alter function taken_handles(text[]) set search_path = public, pg_temp;
alter function topic_keys() set search_path = public, pg_temp;
