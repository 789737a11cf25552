using Surety.Clocks;
using Surety.Scope;
using Surety.Text;

namespace Surety.Reporting;

/// <summary>Reads chapter 4.</summary>
internal static class ReadReporting
{
    public static StatementLife Life(MappingReader reporting, Clause head)
    {
        var life = reporting.Optional("statements").Mapping();
        return new(
            life.Optional("provisional").Phrase(Spans.Span) ?? new Span.BusinessDays(5, "5 business days"),
            life.Optional("comment").Phrase(Spans.Span) ?? new Span.BusinessDays(10, "10 business days"),
            life.Optional("silence").Choice(("accepts", true), ("refuses", false)),
            life.Optional("final").Phrase(Spans.Span) ?? new Span.Days(90, "90 days"),
            life.IsPresent ? new("reporting / statements", life.At) : head);
    }

    public static IEnumerable<Duty> Duties(MappingReader reporting, Declared declared)
    {
        foreach (var (key, value) in reporting.Others())
        {
            var name = Declared.NameOf(key, reporting.Problems);
            var duty = value.Mapping();
            var everyAt = duty.Required("every");
            var isOnce = everyAt.Text() == "term";
            var every = isOnce ? null : everyAt.Phrase(p => Windows.Read(p, declared));
            var dueAt = duty.Required("due");
            var due = dueAt.Phrase(ReadDeadlines.Read);
            ReadDeadlines.Check(dueAt, due, declared.TermEnds, Anchor.Incident, Anchor.Awareness, Anchor.Claim, Anchor.Miss, Anchor.Report, Anchor.Ticket, Anchor.Notice);
            if (isOnce && !declared.TermEnds) duty.Problems.Error(everyAt.At, "duty.term", "The term has no end, so nothing falls due for it.", "Add a line 'to: …' to the term, or name another period.");
            declared.Duties.Add(name);
            var to = Declared.Names(duty.Required("to"), "a contact", declared.Contacts);
            var by = duty.Optional("by").Choice(("provider", "provider"), ("customer", "customer"));
            var covers = ReadScope.Sentences(duty.Optional("covers"));
            if (due is not null && (isOnce || every is not null)) yield return new(name, every, due, to, by, covers, new($"reporting / {name}", key.At));
        }
    }
}
