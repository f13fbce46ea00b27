-- Organizations and handles share one namespace, across all organizations: row-level security hides
-- the handles of others, so this function tells whose a handle is, and nothing else of the account.
create index account_handle_handle on account_handle (handle);

create function organization_of_handle(wanted text) returns text
    language sql stable security definer set search_path = public
as $$
    select organization from account_handle where handle = wanted limit 1
$$;

grant execute on function organization_of_handle(text) to "${runtime}";
