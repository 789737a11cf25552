using System.Text;
using NodaTime;
using Surety.Agreements;
using Surety.Statements;

namespace Surety.Tests.Agreements.EveryKey;

/// <summary>All that the engine says of an agreement and facts, by name, as figures, verdicts, amounts and instants: no word of a clause is repeated.</summary>
sealed record Answers(ValueList<Problem> Problems, IReadOnlyDictionary<string, string> Said)
{
    /// <summary>Whether there is an agreement to measure by.</summary>
    public bool IsRefused => Said.Count == 0;

    public string this[string name] => Said.GetValueOrDefault(name, "");

    public static Answers Of(Example example, string text)
    {
        var parsed = AgreementFile.Parse("agreement.yaml", Encoding.UTF8.GetBytes(text), example.Layers);
        if (parsed.Agreement is not { } agreement) return new(parsed.Problems, new Dictionary<string, string>());
        var said = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        var problems = parsed.Problems.Where(p => p.Severity != Severity.Note).ToList();
        switch (Versions.Of([agreement, .. example.Later]))
        {
            case Result<Versions>.Refused refused: problems.AddRange(refused.Problems); break;
            case Result<Versions>.Ok ok:
                var evaluation = Evaluation.Of(ok.Value, example.Facts, example.Periods.Max(p => p.Time.End), example.AsOf);
                foreach (var period in example.Periods) Say(evaluation.Statement(period), Add);
                break;
        }
        Deadlines(agreement, example, Add);
        foreach (var calendar in agreement.Scope.Calendars)
            foreach (var open in calendar.WindowsIn(example.Days)) Add($"calendar {calendar.Name}", $"{open}");
        foreach (var problem in problems) Add("problems", $"{problem.Severity} {problem.Code}");
        return new(problems.ToValueList(), said.ToDictionary(s => s.Key, s => s.Value.ToString(), StringComparer.Ordinal));

        void Add(string name, string line)
        {
            if (!said.TryGetValue(name, out var lines)) said[name] = lines = new();
            lines.AppendLine(line);
        }
    }

    static void Say(Statement s, Action<string, string> add)
    {
        add("statement", $"{s.Period.Time} versions {string.Join(' ', s.Versions.Select(v => v.Version))}");
        foreach (var l in s.Levels)
        {
            var said = string.Concat(l.Causes.Select(c => $" because [{c.Window.Time} {c.Scope} {c.Bad} {c.Together} {c.Excuses}]")) + string.Concat(l.Stated.Select(s => $" said [{s.At} {s.By} {s.Ticket} {s.Text}]"));
            var misses = string.Concat(l.Misses.Select(m => $" [{m.From} {m.Until} {m.Due} {m.By} {m.Labels}]"));
            add($"level {l.Level}", $"{l.Window.Time} {l.Scope} {l.Verdict} {l.Attained?.Exact} coverage {l.Coverage} bad {l.BadTime} events {l.Events} minimum {l.BelowMinimum} counts {l.Counts} misses {l.MissCount}{misses}{said}");
        }
        foreach (var c in s.Credits) add($"credit {c.Remedy}", $"{c.Window.Time} {c.Scope} {c.State} {c.Exact} {c.Amount} {c.InKind?.Number} {c.InKind?.Unit} {c.ClaimBy} {c.Expires}");
        foreach (var c in s.Caps) add("caps", $"{c.Period?.Time} {c.Limit} {c.Before} {c.Cut}");
        foreach (var t in s.Totals) add("total", $"{t.Owed} {t.Claimable} invoice {t.Invoice}");
        foreach (var r in s.Rights) add($"right {r.Right}", $"{r.Of} {r.State} {r.Have} {r.Need} {r.Since} {r.Until}");
        foreach (var d in s.Duties) add($"duty {d.Duty}", $"{d.Period} {d.By} {string.Join(',', d.To)} {d.Due} {d.Done} {d.State}");
        foreach (var m in s.Messages) add($"ladder {m.Ladder}", $"{m.Step} {m.Repeat} {m.When} {m.IsDue} {string.Join(',', m.Tell)} {string.Join(',', m.By)} {m.About} {m.Scope}");
        add("life", $"{s.Life.State} {s.Life.Provisional} {s.Life.CommentUntil} {s.Life.SilenceAccepts} {s.Life.Final}");
        foreach (var r in s.Remarks) add("remarks", r.Code);
    }

    static void Deadlines(Agreement agreement, Example example, Action<string, string> add)
    {
        foreach (var name in DueDates.Names(agreement))
            foreach (var from in example.From)
                foreach (var due in DueDates.Of(agreement, name, new(from, null, Labels.None, [])))
                    add($"deadline {name}", $"{from} {due.Kind} {due.Scope} {due.At.At} {due.At.Included}");
    }
}
