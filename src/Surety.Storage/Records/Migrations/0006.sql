-- Facts of time that was over when they came, and the time of published periods with the spaces that their statements read, so that whatever came too late for one is told. Both rest on what the journal and the facts say.
create table late (
    space text not null references space,
    seq bigint not null,
    begins bigint not null,
    ends bigint not null,
    facts bigint not null,
    first bigint not null,
    last bigint not null,
    primary key (space, seq, begins, ends)
){by_key};

create index late_begins on late (space, begins);
create index late_over on late (space, ends) where ends > begins;

-- A period reads its own space and feeds; up to `seen` somebody looked, and nothing came out otherwise.
create table period_source (
    space text not null references space,
    source text not null,
    period text not null,
    begins bigint not null,
    until bigint not null,
    seen bigint not null,
    primary key (space, source, period)
){by_key};

create index period_source_until on period_source (source, until);
