-- What is done of a bulk request that runs, or ran not long ago. One that is sent twice at once
-- must still find what the other has done when that has been answered.
alter table bulk_progress add column answered boolean not null default false;
grant update (answered) on bulk_progress to "${runtime}";
