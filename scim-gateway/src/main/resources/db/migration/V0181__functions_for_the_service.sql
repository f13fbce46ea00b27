-- These look over the wall between tenants: for the service alone, and nobody's temporary table can
-- stand in the place of one that they read.
revoke execute on function organization_of_handle(text), topic_keys() from public;
alter function organization_of_handle(text) set search_path = public, pg_temp;
alter function topic_keys() set search_path = public, pg_temp;
