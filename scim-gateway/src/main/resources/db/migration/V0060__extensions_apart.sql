-- Like all that belongs to an organization: a transaction sees its own only.
alter table scim_extension enable row level security;
create policy scim_extension_of_organization on scim_extension
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
