-- What a token requires of a user beside userName is a setting of its own; the profile STRICT is the RFC alone.
alter table scim_token add column required_attributes text[] not null default '{}';
update scim_token set required_attributes = '{externalId,name,emails}' where profile = 'STRICT';
