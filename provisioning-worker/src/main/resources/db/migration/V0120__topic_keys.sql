-- How many keys the topic has, which heartbeats tell: a projection that knows fewer has not read all.
-- Rows are never removed, a deprovisioned account stays.
create function topic_keys() returns table (topic text, keys bigint)
    language sql stable security definer set search_path = public
as $$
    select 'bailiwick.accounts.v1', count(*) from account
$$;

grant execute on function topic_keys() to "${runtime}";
