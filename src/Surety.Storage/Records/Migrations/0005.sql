-- How long a party keeps what may be erased. The space '' is all of the party's agreements that have no rule of their own, or none in particular.
create table retention (
    party text not null references party,
    space text not null,
    kind text not null,
    days bigint not null,
    by text not null,
    at bigint not null,
    primary key (party, space, kind)
);
