-- Sources of facts that came to a server: the party that first sent under one has it, and what came since.
create table fact_source (
    space text not null references space,
    source text not null,
    party text not null,
    by text not null,
    first bigint not null,
    last bigint not null,
    accepted bigint not null,
    duplicates bigint not null,
    refused bigint not null,
    primary key (space, source)
){by_key};
