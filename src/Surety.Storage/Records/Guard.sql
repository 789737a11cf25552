-- Row-level security, on PostgreSQL: whatever a query says, it sees and writes what the party may for which it is made. Run after migrations, as often as one likes. The variable surety.party, which each
-- transaction sets, is the party; '*' is the machine itself; without it there are no rows at all.
do $guard$
declare
    mine constant text := $$(select nullif(current_setting('surety.party', true), ''))$$;
    kept record;
    rule text;
begin
    -- Roles are those of the whole server; where this user may make none, the tables hold their owner itself to the rules.
    if not exists (select from pg_roles where rolname = 'surety_app') then
        begin
            create role surety_app nologin;
        exception when insufficient_privilege or duplicate_object or unique_violation then null;
        end;
    end if;
    if exists (select from pg_roles where rolname = 'surety_app') and not pg_has_role('surety_app', 'member') then
        begin
            execute format('grant surety_app to %I', current_user);
        exception when insufficient_privilege then null;
        end;
    end if;

    for kept in
        select c.oid, c.relname as name, a.attname as leads
        from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and pg_has_role(c.relowner, 'usage') and (c.relname = 'schema_version' or a.attname in ('space', 'party'))
    loop
        if exists (select from pg_roles where rolname = 'surety_app') then
            execute format('revoke all on %I from surety_app', kept.name);
            -- What was written down is never changed.
            execute format(case when kept.name = 'schema_version' then 'grant select on %I to surety_app'
                when kept.name in ('entry', 'batch', 'fact_id', 'statement', 'checkpoint', 'audit', 'late') then 'grant select, insert on %I to surety_app'
                else 'grant select, insert, update, delete on %I to surety_app' end, kept.name);
        end if;
        continue when kept.name = 'schema_version';

        execute format('alter table %I enable row level security', kept.name);
        execute format('alter table %I force row level security', kept.name);
        for rule in select polname from pg_policy where polrelid = kept.oid loop
            execute format('drop policy %I on %I', rule, kept.name);
        end loop;
        if kept.name = 'seat' then
            -- Seats are given by the party that opened the space, whose name begins with it.
            rule := format($$%1$s = '*' or starts_with(space, %1$s || '.')$$, mine);
            execute format('create policy own on %I using (%2$s) with check (%2$s)', kept.name, rule);
            execute format('create policy beside on %I for select using (%s in (provider, customer))', kept.name, mine);
        elsif kept.leads = 'party' then
            rule := format($$%1$s = '*' or party = %1$s$$, mine);
            execute format('create policy own on %I using (%2$s) with check (%2$s)', kept.name, rule);
            -- Parties that sit at one space know each other by name.
            if kept.name = 'party' then
                execute 'create policy beside on party for select using (exists (select from seat s where party.party in (s.provider, s.customer)))';
            end if;
        else
            -- Seats are under their own rules: one sees only one's own.
            rule := format($$%s = '*' or exists (select from seat s where s.space = %I.space and not s.reads)$$, mine, kept.name);
            execute format('create policy own on %I using (%2$s) with check (%2$s)', kept.name, rule);
            execute format('create policy beside on %1$I for select using (exists (select from seat s where s.space = %1$I.space))', kept.name);
        end if;
    end loop;

    if exists (select from pg_roles where rolname = 'surety_app') and not has_schema_privilege('surety_app', current_schema(), 'usage') then
        execute format('grant usage on schema %I to surety_app', current_schema());
    end if;
end
$guard$;
