-- On what plan and outbox rest, so that both can be worked out again: last entry, instant, rules, time zone data. The plan is made anew with the next close; of what was decided before, nobody knows.
alter table space add column look text;
alter table outbox add column look text;
update outbox set look = '-';
delete from plan;
