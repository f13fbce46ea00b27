-- The relay reads by id: of one key that is the order of versions, which that of transactions is not.
drop index outbox_commit_order;
alter table outbox drop column txid;
