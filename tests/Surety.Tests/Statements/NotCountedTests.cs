using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Metrics;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>How late a ticket is, beside what the clock on the wall says. The office is open from 9 to 17; 2 February 2026 is a Monday; tickets have 4 h.</summary>
public sealed class NotCountedTests
{
    const string Hours = """
        calendars:
          office:
            open:
              mon-fri: 09:00-17:00
        """;

    static readonly Surety.Agreements.Versions Office = SmallAgreement.OfOne("measures: time\nfrom: opened\nto: resolved\nclock: office\npaused while: waiting for customer", "all within 4 h", "month", "", Hours);

    static string Event(string ticket, string what, string at) => $"{{'type':'ticket','ticket':'{ticket}',{(what == "waiting" ? "'event':'waiting','for':'customer'" : $"'event':'{what}'")},'at':'2026-02-{at}:00Z'}}";

    static readonly string[] Late =
    [
        // Due on Monday at 16:00; 1 h late by 17:00, 21 min more from 9:00 to 9:21.
        Event("night", "opened", "02T12:00"), Event("night", "resolved", "03T09:21"),
        // Due at 14:00; 2 h later, of which the clock stood still for 30 min.
        Event("held", "opened", "02T10:00"), Event("held", "waiting", "02T15:00"), Event("held", "resumed", "02T15:30"), Event("held", "resolved", "02T16:00"),
        // Due on Monday at 16:00; 15 min and 15 min beside the pause, and 30 min on Tuesday.
        Event("both", "opened", "02T12:00"), Event("both", "waiting", "02T16:15"), Event("both", "resumed", "02T16:45"), Event("both", "resolved", "03T09:30"),
        // Due at 14:00, done at 14:10: nothing lies between.
        Event("plain", "opened", "02T10:00"), Event("plain", "resolved", "02T14:10"),
    ];

    static Statement February(string asOf, params string[] facts) => Office.StatementOf(SmallAgreement.February, asOf, facts);

    [Fact]
    public void What_lies_between_due_and_done_is_late_closed_or_stood_still()
    {
        var misses = February("2026-03-05T00:00:00Z", Late).Levels[0].Misses.ToDictionary(m => m.What);

        (misses["night"].By, misses["night"].NotCounted).ShouldBe((Duration.FromMinutes(81), new NotCounted(Duration.FromHours(16), Duration.Zero)));
        (misses["held"].By, misses["held"].NotCounted).ShouldBe((Duration.FromMinutes(90), new NotCounted(Duration.Zero, Duration.FromMinutes(30))));
        (misses["both"].By, misses["both"].NotCounted).ShouldBe((Duration.FromMinutes(60), new NotCounted(Duration.FromHours(16), Duration.FromMinutes(30))));
        (misses["plain"].By, misses["plain"].NotCounted).ShouldBe((Duration.FromMinutes(10), default));
        misses.Values.ShouldAllBe(m => m.Until!.Value - m.Due!.Value == m.By + m.NotCounted.Closed + m.NotCounted.Held);
    }

    [Fact]
    public void The_sentence_names_what_does_not_count_in_both_languages()
    {
        var misses = February("2026-03-05T00:00:00Z", Late).Levels[0].Misses.ToDictionary(m => m.What);
        string Told(Wording wording, string ticket) => wording.Miss(misses[ticket], DateTimeZone.Utc).ToString();
        var german = Wording.In(Language.German);

        Told(Wording.English, "night").ShouldBe("night: 1 h 21 min late, not counting 16 h outside service hours; from Mon 2026-02-02 12:00, due 16:00, done Tue 2026-02-03 09:21");
        Told(Wording.English, "held").ShouldBe("held: 1 h 30 min late, not counting 30 min in which the clock stood still; from Mon 2026-02-02 10:00, due 14:00, done 16:00");
        Told(Wording.English, "both").ShouldBe("both: 1 h late, not counting 16 h outside service hours and 30 min in which the clock stood still; from Mon 2026-02-02 12:00, due 16:00, done Tue 2026-02-03 09:30");
        Told(Wording.English, "plain").ShouldBe("plain: 10 min late; from Mon 2026-02-02 10:00, due 14:00, done 14:10");
        Told(german, "night").ShouldBe("night: 1 h 21 min verspätet (nicht mitgezählt: 16 h außerhalb der Servicezeit); ab Mo 02.02.2026 12:00, fällig 16:00, erledigt Di 03.02.2026 09:21");
        Told(german, "both").ShouldBe("both: 1 h verspätet (nicht mitgezählt: 16 h außerhalb der Servicezeit und 30 min, in denen die Uhr stillstand); ab Mo 02.02.2026 12:00, fällig 16:00, erledigt Di 03.02.2026 09:30");
    }

    [Fact]
    public void Why_takes_it_off_the_time_on_the_wall()
    {
        var level = February("2026-03-05T00:00:00Z", Late).Levels[0];
        var why = Under(level.Why).Where(r => r.Sentence == "late by").ToList();

        level.Why.AddsUp().ShouldBeTrue();
        why.Select(r => string.Join(" ", r.Parts.Select(p => $"{p.Sentence}: {Display.Figure(p.Value, DateTimeZone.Utc)};"))).ShouldBe([
            "from due to the end: 2 h; the clock stood still: 30 min;", "from due to the end: 17 h 21 min; outside service hours: 16 h;",
            "from due to the end: 17 h 30 min; outside service hours: 16 h; the clock stood still: 30 min;", "",
        ]);

        static IEnumerable<Reason> Under(Reason reason) => reason.Parts.SelectMany(Under).Prepend(reason);
    }

    [Fact]
    public void The_queue_knows_it_of_what_is_not_done_yet()
    {
        string[] open = [Event("night", "opened", "02T12:00"), Event("soon", "opened", "03T09:00")];
        var asOf = Fact.At("2026-02-03T09:10:00Z");
        var queue = Evaluation.Of(Office, Fact.Read(open).Build(asOf), asOf + Duration.FromTicks(1), asOf).Queue();

        queue.Select(q => (q.Ticket, q.Left, q.NotCounted)).ShouldBe([("night", WorkingTime.FromMinutes(-70), new NotCounted(Duration.FromHours(16), Duration.Zero)), ("soon", WorkingTime.FromMinutes(230), default)]);
        Wording.English.NotCounted(queue[0].NotCounted).ShouldBe("16 h outside service hours");
        Wording.English.NotCounted(queue[1].NotCounted).ShouldBeEmpty();
    }

    [Fact]
    public void Pauses_are_listed_with_the_exclusions_and_in_the_document()
    {
        // 9:00 to 16:00 is 7 h; the customer was waited for from 10:00 to 14:00: 3 h, in time.
        string[] facts = [Event("P", "opened", "04T09:00"), Event("P", "waiting", "04T10:00"), Event("P", "resumed", "04T14:00"), Event("P", "resolved", "04T16:00"), Event("night", "opened", "02T12:00"), Event("night", "resolved", "03T09:21")];
        var statement = February("2026-03-05T00:00:00Z", facts);

        TextLine.Plain(StatementText.Of(statement)).ReplaceLineEndings(" ").ShouldContain("P stood still for 4 h of service time (while waiting for customer):");
        using var json = System.Text.Json.JsonDocument.Parse(StatementJson.Of(statement));
        var figures = json.RootElement.GetProperty("levels")[0].GetProperty("figures");
        figures.GetProperty("pauseCount").GetInt32().ShouldBe(1);
        var pause = figures.GetProperty("pauses")[0];
        (pause.GetProperty("ticket").GetString(), pause.GetProperty("stood").GetProperty("seconds").GetString(), pause.GetProperty("while")[0].GetString()).ShouldBe(("P", "14400", "waiting for customer"));
        (pause.GetProperty("before").GetProperty("percent").GetString(), pause.GetProperty("after").GetProperty("percent").GetString()).ShouldBe(("0", "50.00"));
    }
}
