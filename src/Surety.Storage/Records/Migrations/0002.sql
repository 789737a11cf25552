-- The parties of a server, their people and keys, who sits at which space, and what was done. Times are Unix ticks. The party or the space leads every key, as in the record.

create table party (
    party text not null,
    title text not null,
    opened bigint not null,
    primary key (party)
);

create table person (
    party text not null references party,
    person text not null,
    email text not null,
    name text not null,
    roles text not null,
    password text,
    added bigint not null,
    ended bigint,
    primary key (party, person)
);

-- One e-mail is one person of a party; whoever has ended leaves it free. Signing in begins with the e-mail alone.
create unique index person_email on person (party, email) where ended is null;
create index person_everywhere on person (email) where ended is null;

-- What a passkey says of itself lies in `data`, as whoever registered it wrote it.
create table passkey (
    party text not null references party,
    credential {blob} not null,
    person text not null,
    public_key {blob} not null,
    counter bigint not null,
    label text not null,
    data {blob} not null,
    added bigint not null,
    used bigint,
    primary key (party, credential),
    foreign key (party, person) references person
);

-- Of what opens a door only the hash is kept.
create table session (
    party text not null references party,
    session text not null,
    person text not null,
    hash {blob} not null,
    begun bigint not null,
    seen bigint not null,
    primary key (party, session),
    foreign key (party, person) references person
);

create index session_person on session (party, person);

create table api_key (
    party text not null references party,
    key text not null,
    label text not null,
    scopes text not null,
    sources text not null,
    space text,
    hash {blob} not null,
    made bigint not null,
    by text not null,
    ends bigint,
    revoked bigint,
    primary key (party, key)
);

-- Into a party of its own, or to the other side of a space; the party '' is the machine, which invites the first person of all.
create table invitation (
    party text not null,
    invitation text not null,
    email text not null,
    name text not null,
    roles text not null,
    space text,
    side text,
    hash {blob} not null,
    made bigint not null,
    by text not null,
    ends bigint not null,
    accepted bigint,
    primary key (party, invitation)
);

-- Who sits where; '' is nobody yet. Of a feed: its owner with nobody, and whoever reads it through an agreement.
create table seat (
    space text not null,
    provider text not null,
    customer text not null,
    reads boolean not null,
    primary key (space, customer)
);

create index seat_provider on seat (provider);
create index seat_customer on seat (customer);

create table draft (
    party text not null references party,
    draft text not null,
    space text,
    title text not null,
    text text not null,
    by text not null,
    updated bigint not null,
    primary key (party, draft)
);

-- What was asked with a key of the caller's, and what was answered; without a status, it is being done.
create table idempotency (
    party text not null references party,
    caller text not null,
    key text not null,
    request {blob} not null,
    status bigint,
    headers text not null,
    body {blob} not null,
    at bigint not null,
    primary key (party, caller, key)
);

create index idempotency_at on idempotency (at);

-- Dense from 1 for each party, each line with the hash of the one before; the party '' is nobody's.
create table audit (
    party text not null,
    seq bigint not null,
    at bigint not null,
    by text not null,
    action text not null,
    space text not null,
    about text not null,
    outcome text not null,
    previous {blob} not null,
    hash {blob} not null,
    primary key (party, seq)
);
