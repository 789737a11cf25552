-- The record. One text for both databases: {blob} is the type of bytes, {by_key} keeps rows in the order of their key.
-- The space leads every key, so that tables can be divided by it, and nothing tells one space of another.

create table space (
    space text not null,
    kind text not null,
    size bigint not null,
    head {blob} not null,
    known bigint not null,
    peaks {blob} not null,
    checkpoint bigint not null,
    primary key (space)
);

-- The journal: dense from 1, never changed.
create table entry (
    space text not null references space,
    seq bigint not null,
    kind text not null,
    known bigint not null,
    bytes {blob} not null,
    primary key (space, seq)
);

-- What is not facts or chunks, which are few among many: the state of a space is read from these.
create index entry_few on entry (space, seq) where kind not in ('facts', 'chunk');

-- Texts by their hash: agreements, what they stand on, printed texts, statements, time zone data.
create table document (
    space text not null references space,
    hash {blob} not null,
    bytes {blob} not null,
    primary key (space, hash)
);

-- Natural keys, for ever.
create table batch (
    space text not null references space,
    batch text not null,
    seq bigint not null,
    sent {blob} not null,
    primary key (space, batch)
){by_key};

create table fact_id (
    space text not null references space,
    source text not null,
    id text not null,
    seq bigint not null,
    content {blob} not null,
    primary key (space, source, id)
){by_key};

create table statement (
    space text not null references space,
    period text not null,
    revision integer not null,
    seq bigint not null,
    primary key (space, period, revision)
);

create table credit (
    space text not null references space,
    remedy text not null,
    period_start bigint not null,
    scope text not null,
    incident text not null,
    revision integer not null,
    period text not null,
    state text not null,
    amount text not null,
    currency text not null,
    primary key (space, remedy, period_start, scope, incident, period, revision)
);

-- Evidence: durable at once, then put together for reading.
create table tail (
    space text not null references space,
    seq bigint not null,
    bytes {blob} not null,
    primary key (space, seq)
);

create table chunk (
    space text not null references space,
    from_seq bigint not null,
    to_seq bigint not null,
    columns {blob} not null,
    batches {blob},
    primary key (space, from_seq)
);

-- What falls due, by its instant; and what was decided to be sent, written with the decision.
create table plan (
    space text not null references space,
    step text not null,
    kind text not null,
    due bigint not null,
    about text not null,
    primary key (space, step)
);

create index plan_due on plan (due);

create table outbox (
    space text not null references space,
    step text not null,
    kind text not null,
    due bigint not null,
    about text not null,
    seq bigint not null,
    sent bigint,
    primary key (space, step)
);

-- Names and texts whose journal entry has a commitment: erased here, the proof there stands.
create table erasable (
    space text not null references space,
    seq bigint not null,
    salt {blob} not null,
    text text not null,
    primary key (space, seq)
);

create table checkpoint (
    space text not null references space,
    size bigint not null,
    note text not null,
    primary key (space, size)
);
