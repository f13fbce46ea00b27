-- The identity provider's acr, which platform services are told.
alter table session add column acr text;

-- Sign-ins whose answer was taken: each drives the provider once.
create table used_sign_in_attempt (
    organization text        not null references organization,
    state        text        collate "C" not null,
    expires_at   timestamptz not null,
    primary key (organization, state)
);
create index used_sign_in_attempt_expiry on used_sign_in_attempt (expires_at);
alter table used_sign_in_attempt enable row level security;
create policy used_sign_in_attempt_of_organization on used_sign_in_attempt
    using (organization = current_setting('app.organization', true))
    with check (organization = current_setting('app.organization', true));
grant select, insert on used_sign_in_attempt to "${runtime}";
