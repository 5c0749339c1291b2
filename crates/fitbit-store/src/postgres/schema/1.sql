-- Times are milliseconds since 1970, UTC. Ids are compared by their bytes, whatever the database's language.
create table fitbit_schema (version bigint not null);
insert into fitbit_schema (version) values (1);

create table fitbit_tokens (
    app text collate "C" not null,
    person text collate "C" not null,
    state text not null,
    key text,
    tokens bytea,
    refresh bytea not null,
    fence bigint not null,
    leased_until bigint,
    marked_at bigint,
    primary key (app, person)
);
create index fitbit_tokens_by_state on fitbit_tokens (app, state, person);

-- Every call changes its row: room in the pages keeps that from touching the index.
create table fitbit_budgets (
    key bytea not null primary key,
    ledger text not null,
    kept_until bigint not null
) with (fillfactor = 50);
