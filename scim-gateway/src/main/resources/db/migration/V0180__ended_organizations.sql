-- An organization that was ended: its row stays, so that nobody else gets its name.
alter table organization add column ended_at timestamptz;
