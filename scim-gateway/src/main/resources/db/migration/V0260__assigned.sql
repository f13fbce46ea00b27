-- The assignments that administrators made by hand: the role in the organization, and the roles in resource
-- groups. Null if nothing is assigned, as for almost everybody, so that the index is small.
alter table identity add column assigned jsonb;
create index identity_assigned on identity (organization, id) where assigned is not null;
