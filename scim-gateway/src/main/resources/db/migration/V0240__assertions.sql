-- The decisions that an organization expects of its settings; one row with all of them.
create table settings_assertions (
    organization text   primary key references organization,
    version      bigint not null,
    assertions   text   not null
);
alter table settings_assertions enable row level security;
create policy settings_assertions_of_organization on settings_assertions
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
grant select, insert, update on settings_assertions to "${runtime}";
