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
            var everyAt = duty.Optional("every");
            var isOnce = everyAt.Text() == "term";
            var every = isOnce ? null : everyAt.Phrase(p => Windows.Read(p, declared));
            var dueAt = duty.Required("due");
            var once = default(DueOnce);
            var due = dueAt.Phrase(p => everyAt.IsPresent ? ReadDeadlines.Read(p) : Once(p, declared, out once));
            ReadDeadlines.Check(dueAt, due, declared.TermEnds, Anchor.Incident, Anchor.Awareness, Anchor.Claim, Anchor.Miss, Anchor.Report, Anchor.Ticket, Anchor.Notice);
            if (isOnce && !declared.TermEnds) duty.Problems.Error(everyAt.At, "duty.term", "The term has no end, so nothing falls due for it.", "Add a line 'to: …' to the term, or name another period.");
            if (!everyAt.IsPresent && due is not null && once is null)
                duty.Problems.Error(dueAt.At, "duty.once", "A duty without 'every' is due once, and nothing says from when that is counted.",
                    "Add a line 'every: month' (or 'term'), or write 'due: on 2026-03-31', or count from a date, 'the start of the term', 'the notice' or 'completion of' another duty.");
            (everyAt.IsPresent ? declared.Duties : declared.DueOnce).Add(name);
            var to = Declared.Names(duty.Required("to"), "a contact", declared.Contacts);
            var by = duty.Optional("by").Choice(("provider", "provider"), ("customer", "customer"));
            var covers = ReadScope.Sentences(duty.Optional("covers"));
            if (due is not null && (isOnce || every is not null || once is not null)) yield return new(name, every, due, to, by, covers, new($"reporting / {name}", key.At)) { Once = once };
        }
    }

    /// <summary>once = "on" date | deadline, whose anchor is date | "the start of the term" | "the notice" | "completion of" duty</summary>
    static DeadlineRule? Once(PhraseReader phrase, Declared declared, out DueOnce? once)
    {
        once = null;
        if (phrase.TryWord("on"))
        {
            once = new DueOnce.OnItsDate();
            return Dates.Date(phrase) is { } on ? new DeadlineRule.OnDate(on) : null;
        }
        var from = default(DueOnce);
        var rule = ReadDeadlines.Read(phrase, () => (from = From(phrase, declared)) is not null);
        once = from;
        return rule;
    }

    static DueOnce? From(PhraseReader phrase, Declared declared)
    {
        if (Dates.TryDate(phrase) is { } date) return new DueOnce.Day(date);
        if (phrase.TryWord("the start of the term")) return new DueOnce.StartOfTerm();
        if (phrase.TryWord("the notice")) return new DueOnce.Notice();
        return phrase.TryWord("completion of") && phrase.Name("a duty above that is due once", declared.DueOnce) is { } duty ? new DueOnce.Completion(duty) : null;
    }
}
