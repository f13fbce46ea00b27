-- What opens an organization for its break-glass account, once.
create table recovery_code (
    organization text        primary key references organization,
    digest       bytea       not null,
    created_at   timestamptz not null default now()
);
alter table recovery_code enable row level security;
create policy recovery_code_of_organization on recovery_code
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
grant select, insert, update, delete on recovery_code to "${runtime}";
