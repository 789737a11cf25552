using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads how much a credit is: rows of ranges, or a formula.</summary>
internal static class ReadSchedules
{
    /// <summary>More than any schedule has; rows are looked at in pairs.</summary>
    const int MostRows = 200;

    /// <summary>Reads rows of ranges and what they give.</summary>
    public static Schedule.Bands? Bands(ValueReader bands, string path, Declared declared)
    {
        var rows = new List<Band>();
        MissedRow? missed = null;
        foreach (var item in bands.Items())
        {
            if (!item.IsMapping)
            {
                item.RefuseKind("a row like 'below 99.0 %: 25 %'");
                continue;
            }
            foreach (var (key, value) in item.Entries())
            {
                var award = value.Phrase(p => Owed(p) ?? Award(p, declared));
                if (key.Text.Trim() == "missed")
                {
                    if (missed is not null) bands.Problems.Error(key.At, "credit.missed-twice", "What any other miss gives stands here a second time.", "Remove one of the rows.");
                    if (award is not null) missed = new(award, new($"{path} / {bands.Key} / missed", key.At));
                    continue;
                }
                var range = PhraseReader.Whole(key, bands.Problems, p => Ranges.Range(p, declared));
                if (range is not null && award is not null) rows.Add(new(range, award, new($"{path} / {bands.Key} / {key.Text}", key.At)));
            }
        }
        if (rows.Count > MostRows)
        {
            bands.Problems.Error(rows[MostRows].Clause.At, "credit.many-rows", $"A schedule has at most {MostRows} rows, and this one has {rows.Count}.", "Write a formula: 'for each: started 0.1 % below the target gives 5 %'.");
            return null;
        }
        if (rows.Count == 0 && missed is null && !bands.Problems.HasErrors) bands.Problems.Error(bands.At, "credit.no-rows", "The schedule has no rows.", "Write rows like '- below 99.0 %: 25 %'.");
        return rows.Count == 0 && missed is null ? null : new(rows.ToValueList()) { Missed = missed };
    }

    /// <summary>Reads rows of lengths of time, which are looked up for each outage or late cycle.</summary>
    public static Schedule.EachInBands? EachInBands(ValueReader bands, UnitOf of, string path, Declared declared)
    {
        if (Bands(bands, path, declared) is not { } read) return null;
        if (read.Missed is { } missed)
            bands.Problems.Error(missed.Clause.At, "credit.each-missed", "These rows are looked up by a length of time, and 'missed' has none.", "Write the row as a range: 'above 0 min: 5 %'.");
        foreach (var row in read.Rows.Where(r => r.Range.Unit != Unit.Time))
            bands.Problems.Error(row.Clause.At, "credit.row-unit", $"These rows are looked up by a length of time, and this one is about {Ranges.Words(row.Range.Unit)}.", "Write rows like 'above 4 h to 8 h: 10 %'.");
        return read.Missed is null && read.Rows.All(r => r.Range.Unit == Unit.Time) ? new(of, read.Rows) : null;
    }

    /// <summary>owed = "owes" words, to the end</summary>
    static Escalation.Award.InKind? Owed(PhraseReader phrase)
    {
        if (!phrase.TryWord("owes")) return null;
        var start = phrase.Position;
        while (!phrase.AtEnd) phrase.Next();
        return phrase.Position > start ? new Escalation.Award.InKind(1, phrase.Since(start)) : null;
    }

    /// <summary>award = percentage | money | "none" | number ( "points" | "days of term" | "free hours" )</summary>
    static Award? Award(PhraseReader phrase, Declared declared)
    {
        if (phrase.TryWord("none")) return new Award.Nothing();
        var start = phrase.Position;
        if (phrase.TryNumber() is { } count && phrase.TryAny("points", "point", "days of term", "day of term", "free hours", "free hour") is { } unit) return new Award.InKind(count, Plural(unit));
        phrase.Back(start);
        return Ranges.TryAmount(phrase, declared) switch
        {
            Quantity.Amount money => new Award.Fixed(money.Value),
            var amount when Ranges.ShareOf(amount) is { } share => new Award.Share(share),
            _ => phrase.Refuse<Award>("a percentage, an amount of money, 'none', or a number of points, days of term or free hours"),
        };
    }

    static string Plural(string unit) => unit switch { "point" => "points", "day of term" => "days of term", "free hour" => "free hours", _ => unit };

    /// <summary>
    /// for each = ( "miss" | "point" | [ "full" | "started" ] amount ( "below the target" | "above the target" | "of downtime" | "of each outage" | "of lateness" | "points" ) )
    /// [ "beyond" amount ] "gives" award [ "," "at most" award "each" ] [ "," "at least" award ] [ "," "at most" award ]
    /// </summary>
    public static Schedule.PerUnit? PerUnit(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        var part = phrase.TryAny("full", "started") switch
        {
            "full" => UnitPart.Full,
            "started" => UnitPart.Started,
            _ => UnitPart.ProRata,
        };
        if (UnitOf(phrase, declared) is not var (unit, kind, of)) return null;
        var beyond = Rational.Zero;
        if (phrase.TryWord("beyond"))
        {
            var at = phrase.At;
            if (Ranges.Amount(phrase, declared) is not { } free) return null;
            if (Ranges.Value(free) is not { } value || value.Unit != kind || value.Value.Sign < 0)
            {
                phrase.Error(at, "credit.beyond", $"What is free before a unit counts is of its kind: {Ranges.Words(kind)}.", "Write it like the unit.");
                return null;
            }
            beyond = value.Value;
        }
        if (!phrase.ExpectWord("gives") || Award(phrase, declared) is not { } award) return null;
        Award? least = null, most = null, mostEach = null;
        if (of == Escalation.UnitOf.Lateness && award is Escalation.Award.InKind)
        {
            phrase.Error(phrase.At, "credit.lateness-kind", "Lateness gives money, or a share of a charge.", "Give an amount or a percentage.");
            return null;
        }
        if (of is Escalation.UnitOf.Lateness or Escalation.UnitOf.Outages && phrase.Peek(1).IsWord("at") && phrase.Peek(2).IsWord("most"))
        {
            var before = phrase.Position;
            if (!phrase.TryMark(",") || !phrase.TryWord("at most") || (mostEach = Award(phrase, declared)) is null) return null;
            // Without "each" it is the limit of all together, which is read below.
            if (!phrase.TryWord("each"))
            {
                mostEach = null;
                phrase.Back(before);
            }
        }
        if (phrase.Peek(1).IsWord("at") && phrase.Peek(2).IsWord("least") && phrase.TryMark(",") && (!phrase.ExpectWord("at least") || (least = Award(phrase, declared)) is null)) return null;
        if (phrase.TryMark(",") && (!phrase.ExpectWord("at most") || (most = Award(phrase, declared)) is null)) return null;
        foreach (var limit in new[] { mostEach, least, most })
            if (limit is not null and not Escalation.Award.Nothing && award is Escalation.Award.InKind != limit is Escalation.Award.InKind)
            {
                phrase.Error(phrase.At, "credit.limit-kind", "What is no money is limited by its own kind alone.", "Write the limit like the award.");
                return null;
            }
        return new(unit, of, part, award, most, $"for each {phrase.Since(start)}") { Beyond = beyond, AtLeast = least, AtMostEach = mostEach };
    }

    static (Rational Unit, Unit Kind, UnitOf Of)? UnitOf(PhraseReader phrase, Declared declared)
    {
        if (phrase.TryWord("miss")) return (Rational.One, Unit.Number, Escalation.UnitOf.Misses);
        if (phrase.TryWord("point")) return (Rational.One, Unit.Number, Escalation.UnitOf.Points);
        var at = phrase.At;
        if (Ranges.Amount(phrase, declared) is not { } amount) return null;
        if (Ranges.Value(amount) is not { } value || value.Value.Sign <= 0)
        {
            phrase.Error(at, "credit.unit", "A unit is a percentage, a length of time or a number, above zero.");
            return null;
        }
        switch (phrase.TryAny("below the target", "above the target", "of downtime", "of each outage", "of lateness", "points"))
        {
            case "below the target": return (value.Value, value.Unit, Escalation.UnitOf.Below);
            case "above the target": return (value.Value, value.Unit, Escalation.UnitOf.Above);
            case "of downtime" when value.Unit == Unit.Time: return (value.Value, value.Unit, Escalation.UnitOf.Downtime);
            case "of each outage" when value.Unit == Unit.Time: return (value.Value, value.Unit, Escalation.UnitOf.Outages);
            case "of lateness" when value.Unit == Unit.Time: return (value.Value, value.Unit, Escalation.UnitOf.Lateness);
            case "points" when value.Unit == Unit.Number: return (value.Value, value.Unit, Escalation.UnitOf.Points);
            case null:
                phrase.Refuse("'below the target', 'above the target', 'of downtime', 'of each outage', 'of lateness' or 'points'");
                return null;
            default:
                phrase.Error(at, "credit.unit", "Downtime and lateness are counted in lengths of time, and points in numbers.", "Write '30 min of downtime', or '0.1 % below the target'.");
                return null;
        }
    }
}
