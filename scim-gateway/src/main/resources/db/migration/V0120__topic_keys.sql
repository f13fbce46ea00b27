-- How many keys each topic has, which heartbeats tell: a projection that knows fewer has not read
-- all. Rows are never removed, a deleted identity stays as a tombstone.
create function topic_keys() returns table (topic text, keys bigint)
    language sql stable security definer set search_path = public
as $$
    select 'bailiwick.identities.v1', count(*) from identity
    union all
    select 'bailiwick.organizations.v1', count(*) from organization
$$;

grant execute on function topic_keys() to "${runtime}";
