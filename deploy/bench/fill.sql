-- Fills an organization with users as if they had been pushed long ago: :users of them, named
-- f0@acme.example, f1@acme.example ... Their events are not sent. Run as the owner of the tables.
set app.organization = :'organization';
insert into identity (id, organization, version, user_name_key, external_id, email_key, pushed,
                      deleted, resource, search, created_at, changed_at)
select 'mgd_' || lpad(n::text, 26, '0'), :'organization', 1, name, 'f' || n, name, true, false,
       resource, resource, now(), now()
from generate_series(0, :users - 1) as n,
     lateral (select 'f' || n || '@acme.example' as name) as names,
     lateral (select jsonb_build_object(
         'userName', name, 'externalId', 'f' || n, 'active', true, 'displayName', 'Jane Doe ' || n,
         'name', jsonb_build_object('givenName', 'Jane', 'familyName', 'Doe'),
         'emails', jsonb_build_array(jsonb_build_object(
             'value', name, 'type', 'work', 'primary', true))) as resource) as resources
on conflict do nothing;
analyze identity;
