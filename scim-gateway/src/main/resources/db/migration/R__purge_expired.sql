-- Housekeeping looks over the wall between tenants, and only at what has expired.
create or replace function purge_expired(batch integer) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    purged bigint := 0;
    removed bigint;
begin
    -- One replica at a time.
    if not pg_try_advisory_xact_lock(4780027823430258521) then
        return 0;
    end if;
    delete from session_grant where digest in
        (select digest from session_grant where expires_at < now() - interval '1 day' limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from session where id in
        (select id from session where expires_at < now() - interval '7 days' limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from logout_token where (organization, jti) in
        (select organization, jti from logout_token where expires_at < now() limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from used_sign_in_attempt where (organization, state) in
        (select organization, state from used_sign_in_attempt where expires_at < now() limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from sign_in_trace where id in
        (select id from sign_in_trace where at < now() - interval '30 days' limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from bulk_progress where (organization, request, nth) in
        (select organization, request, nth from bulk_progress where at < now() - interval '1 hour'
         limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    delete from scim_request where (organization, id) in
        (select organization, id from scim_request where at < now() - interval '90 days'
         order by at limit batch);
    get diagnostics removed = row_count; purged := purged + removed;
    return purged;
end
$$;

revoke execute on function purge_expired(integer) from public;
grant execute on function purge_expired(integer) to "${runtime}";
