-- The texts by which an organization's links name SCIM groups, so that a change of a group can tell
-- without the whole organization that no link is about it. Null: there are no links.
alter table organization add column group_links text[];
