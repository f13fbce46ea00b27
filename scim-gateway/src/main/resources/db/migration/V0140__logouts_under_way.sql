-- Whom a logout token was about: a sign-in that was under way when it came must not make a session.
alter table logout_token
    add column idp_subject text,
    add column idp_session text,
    add column taken_at    timestamptz not null default clock_timestamp();
