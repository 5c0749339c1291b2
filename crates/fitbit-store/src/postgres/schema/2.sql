-- A notice is filed under its text. `fence` is that of the latest lease while its holder has it; `further` says that a
-- notice arrived since that lease began. Fences are counted apart, because they outlast the rows.
create table fitbit_notices (
    app text collate "C" not null,
    notice text collate "C" not null,
    person text collate "C" not null,
    due bigint not null,
    fence bigint,
    further boolean not null,
    attempts bigint not null,
    primary key (app, notice)
);
create index fitbit_notices_by_due on fitbit_notices (app, due);
create index fitbit_notices_by_person on fitbit_notices (app, person);

create table fitbit_fences (
    app text collate "C" not null primary key,
    last bigint not null
);

update fitbit_schema set version = 2;
