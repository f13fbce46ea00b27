-- The topics whose whole state has to be published again: what is begun and not ended is begun anew.
create table republication (
    topic text primary key
);

grant select, insert, delete on republication to "${runtime}";
