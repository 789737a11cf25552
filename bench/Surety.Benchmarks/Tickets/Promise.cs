using System.Globalization;
using System.Text;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Benchmarks.Tickets;

/// <summary>The work as an agreement, its facts, and what the engine says of them.</summary>
static class Promise
{
    static Instant AsOf { get; } = Instant.FromUnixTimeSeconds(Desk.AsOf);

    public static string Agreement { get; } = Text();

    static string Text()
    {
        var text = new StringBuilder("""
            surety: 1
            agreement: desks
            title: Eight help desks
            parties:
              provider:
                name: Northwind Services Ltd
              customer:
                name: Acme GmbH
            term:
              from: 2024-01-01
              time zone: UTC
            scope:
              calendars:

            """);
        for (var of = 0; of < Desk.Zones.Length; of++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    hours {of}:\n      time zone: {Desk.Zones[of]}\n      open:\n        mon-fri: 09:00-17:00\n      closed:\n");
            foreach (var date in Desk.HolidaysOf(of)) text.Append(CultureInfo.InvariantCulture, $"        - {date:uuuu-MM-dd}\n");
        }
        text.Append("metrics:\n");
        foreach (var (name, to) in new[] { ("response", "assigned"), ("resolution", "resolved") })
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name}:\n    measures: time\n    from: opened\n    to: {to}\n    re-opened: goes on\n");
            if (name == "resolution") text.Append("    paused while: waiting for customer\n");
            text.Append("    clock:\n");
            for (var of = 0; of < Desk.Zones.Length; of++) text.Append(of == Desk.Zones.Length - 1 ? $"      otherwise: hours {of}\n" : $"      desk {NameOf("d", of)}: hours {of}\n");
        }
        text.Append("service levels:\n");
        foreach (var (name, within) in new[] { ("response", (Func<int, int, int>)Desk.ResponseOf), ("resolution", Desk.ResolutionOf) })
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name}:\n    metric: {name}\n    per: year\n    target:\n");
            for (var cell = 0; cell < Desk.Plans * Desk.Priorities; cell++)
                text.Append(CultureInfo.InvariantCulture, $"      plan {NameOf("plan", cell / Desk.Priorities)}, priority {NameOf("P", cell % Desk.Priorities)}: 90 % within {within(cell / Desk.Priorities, cell % Desk.Priorities) / 60} min\n");
        }
        return text.ToString();
    }

    static string NameOf(string word, int number) => $"{word}{number}";

    static Labels LabelsOf(int about) => Labels.None.With("desk", NameOf("d", about / (Desk.Plans * Desk.Priorities)))
        .With("plan", NameOf("plan", about / Desk.Priorities % Desk.Plans)).With("priority", NameOf("P", about % Desk.Priorities));

    static int AboutOf(Desk desk, int ticket) => (((desk.Of[ticket] * Desk.Plans) + desk.Plan[ticket]) * Desk.Priorities) + desk.Priority[ticket];

    static readonly Happening[] Happenings =
        [new("opened", null, "customer"), new("assigned", null, "provider"), new("status", "waiting for customer", "provider"), new("status", "open", "customer"), new("resolved", null, "provider"), new("reopened", null, "customer")];

    public static Versions Versions { get; } =
        ((Result<Versions>.Ok)Surety.Agreements.Versions.Of([AgreementFile.Parse("desks.yaml", Encoding.UTF8.GetBytes(Agreement)).Agreement!])).Value;

    /// <summary>The tickets as facts, in columns.</summary>
    static TicketColumns ColumnsOf(Desk desk)
    {
        var (names, nameStarts, starts, aboutOf) = (new byte[desk.Count * 9], new int[desk.Count + 1], new int[desk.Count + 1], new int[desk.Count]);
        var (at, wordOf, labelsOf) = (new long[desk.At.Length], new int[desk.At.Length], new int[desk.At.Length]);
        var about = Enumerable.Range(0, Desk.Zones.Length * Desk.Plans * Desk.Priorities).Select(LabelsOf).ToValueList();
        for (var i = 0; i < desk.Count; i++)
        {
            Encoding.ASCII.GetBytes($"T{i:D8}", names.AsSpan(i * 9));
            (nameStarts[i + 1], starts[i + 1], aboutOf[i]) = ((i + 1) * 9, (i + 1) * Desk.Events, AboutOf(desk, i));
        }
        // The opening says what a ticket is about.
        for (var i = 0; i < at.Length; i++) (at[i], wordOf[i], labelsOf[i]) = (desk.At[i] * NodaConstants.TicksPerSecond, desk.What[i], i % Desk.Events == 0 ? aboutOf[i / Desk.Events] : about.Count);
        var places = Origins.Of(Enumerable.Range(1, at.Length).Select(line => new Origin(0, line)));
        return new(names, nameStarts, about, aboutOf, starts, at, Happenings.Select(h => new TicketWord(h, false)).ToValueList(), wordOf, [.. about, Labels.None], labelsOf, places);
    }

    public static FactSet FactsOf(Desk desk) => new() { Files = ["tickets.jsonl"], Tickets = ColumnsOf(desk).ToTable() };

    /// <summary>The facts as a file of columns.</summary>
    public static void Write(Desk desk, string file)
    {
        var builder = new FactBuilder(keepsRows: true);
        builder.Begin("tickets.jsonl");
        builder.Read(ColumnsOf(desk));
        using var output = File.Create(file);
        FactColumns.Write(builder, output);
    }

    /// <summary>Both clocks of every ticket: working time, deadline, instant of the miss.</summary>
    public static Answer ClocksOf(FactSet facts)
    {
        var (agreement, tickets) = (Versions.Newest, facts.Tickets);
        var cells = tickets.About.Select(CellOf).ToArray();
        var sum = new Answer.Sum();
        foreach (var about in tickets.AboutOf.Span) sum.Ticket(cells[about]);
        foreach (var (name, clock) in new[] { ("response", 0), ("resolution", 1) })
        {
            var rows = Scopes.Together(agreement.Level(name)!, Labels.None);
            var metric = (Metric.TimeTaken)agreement.Metric(name)!;
            Cycles.Of(metric, tickets, agreement.Calendars(metric, facts), agreement.Zone, AsOf).Clocks(labels => rows.FirstOrDefault(r => r.Selection.Takes(labels))?.Row.Target.FirstWithin, columns =>
            {
                var mine = new Answer.Sum();
                var aboutOf = tickets.AboutOf.Span;
                for (var i = 0; i < columns.Count; i++)
                    mine.Add(clock, cells[aboutOf[columns.Ticket[i]]], columns.Used[i] / NodaConstants.TicksPerSecond, columns.IsLate[i] ? columns.Due[i] / NodaConstants.TicksPerSecond : null);
                lock (sum) sum.Add(mine);
            });
        }
        return sum.ToAnswer();
    }

    /// <summary>Measures and judges two years and what is open, and tells of the second year.</summary>
    public static (Evaluation Evaluation, Statement Statement) StatementOf(FactSet facts)
    {
        var year = WindowRule.Year.At(new LocalDate(2025, 1, 1), DateTimeZone.Utc);
        var evaluation = Evaluation.Of(Versions, facts, AsOf, AsOf);
        return (evaluation, evaluation.Statement(year));
    }

    /// <summary>Misses by plan and priority, first responses and resolutions, as all windows of an evaluation have them.</summary>
    public static ValueList<(long Responses, long Resolutions)> MissesOf(Evaluation evaluation)
    {
        var misses = new (long Responses, long Resolutions)[Desk.Plans * Desk.Priorities];
        foreach (var result in evaluation.Results)
            if (result.Level == "response") misses[CellOf(result.Scope)].Responses += result.MissCount;
            else misses[CellOf(result.Scope)].Resolutions += result.MissCount;
        return misses.ToValueList();
    }

    static int CellOf(Labels labels) => ((labels["plan"]![^1] - '0') * Desk.Priorities) + (labels["priority"]![^1] - '0');
}
