-- The assignments that administrators made by hand; null if there are none.
alter table identity add column assigned jsonb;
