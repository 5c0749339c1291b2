-- A notice is filed under its text. `fence` is that of the latest lease while its holder has it; `further` says that a
-- notice arrived since that lease began. Fences are counted apart, because they outlast the rows.
create table fitbit_notices (
    app text not null,
    notice text not null,
    person text not null,
    due integer not null,
    fence integer,
    further integer not null,
    attempts integer not null,
    primary key (app, notice)
) without rowid;
create index fitbit_notices_by_due on fitbit_notices (app, due);
create index fitbit_notices_by_person on fitbit_notices (app, person);

create table fitbit_fences (
    app text not null primary key,
    last integer not null
) without rowid;

update fitbit_schema set version = 2;
