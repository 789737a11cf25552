using NodaTime;
using Surety.Levels;
using Surety.Scope;
using Surety.Text;

namespace Surety.Agreements;

/// <summary>A promise that a level depends on: of this agreement, or of a supplier's.</summary>
/// <param name="Agreement">Whose it is.</param>
/// <param name="Level">The promise.</param>
/// <param name="When">Which of its scopes.</param>
/// <param name="From">The dependence that names it.</param>
internal sealed record Backing(Agreement Agreement, ServiceLevel Level, Labels When, Dependence From)
{
    /// <summary>What it is called in sentences.</summary>
    public string Name => From.On is RestsOn.Agreement of ? of.LevelName is null ? $"{of.Name}, level {Level.Name}" : $"{of.Name}, level {of.LevelName}" : From.Words;
}

/// <summary>The agreements that levels depend on, and whether what they promise can carry what is promised on them. Source: docs/guide/check.md, "Suppliers".</summary>
internal sealed class Suppliers
{
    readonly Agreement ours;
    readonly ValueList<Layer> known;
    readonly Problems problems = new();
    readonly Dictionary<string, Agreement?> read = new(StringComparer.Ordinal);

    Suppliers(Agreement ours, ValueList<Layer> known) => (this.ours, this.known) = (ours, known);

    /// <summary>Looks at all levels that depend on something.</summary>
    /// <returns>Each finding once, however many rows and levels it is found by.</returns>
    public static IEnumerable<Problem> ProblemsOf(Agreement ours, ValueList<Layer> known)
    {
        var suppliers = new Suppliers(ours, known);
        suppliers.Check();
        return suppliers.problems.ToValueList().Distinct();
    }

    void Check()
    {
        var levels = ours.Levels.Where(l => l.DependsOn.Count > 0).ToList();
        foreach (var name in levels.SelectMany(l => l.DependsOn).SelectMany(d => d.Each).Where(d => d.On is RestsOn.Agreement).DistinctBy(d => ((RestsOn.Agreement)d.On).Name))
            CheckAgreement(((RestsOn.Agreement)name.On).Name, name);
        foreach (var level in levels)
        {
            CarriedShare.Check(ours, level, d => Of(level, d), problems);
            CarriedTime.Check(ours, level, d => Of(level, d), problems);
        }
    }

    void CheckAgreement(string name, Dependence from)
    {
        if (name == ours.Id || Circle(name, [ours.Id]) is not null)
        {
            problems.Warning(from.Clause.At, "supplier.circle", $"{Quoted.Of(name)} depends on {Quoted.Of(ours.Id)} itself{(Circle(name, [ours.Id]) is { Count: > 3 } through ? $", by {string.Join(" and ", through.Skip(2).SkipLast(1).Select(Quoted.Of))}" : "")}: promises that rest on each other carry nothing.", "Take the line out on one of the two sides.");
            return;
        }
        if (Find(name, from) is not { } supplier) return;
        var (last, own) = (TermTime.Of(supplier.Term).LastDay, TermTime.Of(ours.Term).LastDay);
        if (last is { } end && (own is null || own > end))
            problems.Warning(from.Clause.At, "supplier.term", $"{Quoted.Of(name)} ends on {end:uuuu-MM-dd}, and this agreement goes on{(own is { } day ? $" until {day:uuuu-MM-dd}" : "")}: from then on nobody carries it.", "Renew the supplier's agreement, or end this one with it.");
    }

    /// <summary>The way from an agreement back to one that stands before it, by what their levels depend on; <c>null</c>: there is none.</summary>
    List<string>? Circle(string name, List<string> before)
    {
        if (before.Contains(name)) return [.. before, name];
        if (Read(name) is not { } supplier) return null;
        foreach (var next in supplier.Levels.SelectMany(l => l.DependsOn).SelectMany(d => d.Each).Select(d => (d.On as RestsOn.Agreement)?.Name).OfType<string>().Distinct())
            if (next == before[0]) return [.. before, name, next];
            else if (!before.Contains(next) && next != name && Circle(next, [.. before, name]) is { } circle) return circle;
        return null;
    }

    Agreement? Find(string name, Dependence from)
    {
        var files = known.Where(l => !l.Name.IsTerms && l.Name.Name == name).ToList();
        if (files.Count == 0)
            problems.Note(from.Clause.At, "supplier.not-found", $"The agreement {Quoted.Of(name)} is not among the files that were given, nor beside this one or in 'suppliers', so nobody looked whether it can carry what depends on it.",
                Nearest.Question(name, known.Where(l => !l.Name.IsTerms && l.Name.Name != ours.Id).Select(l => l.Name.Name)));
        else if (Read(name) is null)
            problems.Warning(from.Clause.At, "supplier.unreadable", $"The agreement {Quoted.Of(name)} in {files[0].File} has errors, so nobody can tell what it carries.", $"Run 'surety check {files[0].File}'.");
        return Read(name);
    }

    /// <summary>The version that is in force when ours takes effect, else the first.</summary>
    Agreement? Read(string name)
    {
        if (read.TryGetValue(name, out var found)) return found;
        var versions = known.Where(l => !l.Name.IsTerms && l.Name.Name == name).Select(l => AgreementFile.Parse(l, known)).OfType<Agreement>().OrderBy(a => a.Effective).ToList();
        return read[name] = versions.FindLast(a => a.Effective <= ours.Effective) ?? versions.FirstOrDefault();
    }

    /// <summary>The promise that a dependence names; <c>null</c>: it has none, or nobody can read it.</summary>
    Backing? Of(ServiceLevel level, Dependence dependence)
    {
        switch (dependence.On)
        {
            case RestsOn.Level of:
                return ours.Level(of.Scope.Level) is { } own ? new(ours, own, of.Scope.When, dependence) : null;
            case RestsOn.Agreement of when of.Name != ours.Id && Read(of.Name) is { } supplier:
                if (of.LevelName is { } name)
                {
                    if (supplier.Level(name) is { } named) return new(supplier, named, Labels.None, dependence);
                    problems.Warning(dependence.Clause.At, "supplier.level", $"The agreement {Quoted.Of(of.Name)} has no level {Quoted.Of(name)}.", Nearest.Question(name, supplier.Levels.Select(l => l.Name)) ?? $"It has: {string.Join(", ", supplier.Levels.Take(20).Select(l => Quoted.Of(l.Name)))}.");
                    return null;
                }
                var alike = supplier.Levels.Where(l => KindOf(supplier, l) == KindOf(ours, level)).ToList();
                if (alike.Count > 1)
                    problems.Warning(dependence.Clause.At, "supplier.which", $"The agreement {Quoted.Of(of.Name)} has several levels that could carry {Quoted.Of(level.Name)}: {string.Join(", ", alike.Take(20).Select(l => Quoted.Of(l.Name)))}.", $"Name one: 'agreement {of.Name}, level {alike[0].Name}'.");
                return alike.Count == 1 ? new(supplier, alike[0], Labels.None, dependence) : null;
            default:
                return null;
        }
    }

    static Type? KindOf(Agreement of, ServiceLevel level) => level.Measured is Measured.ByMetric by ? of.Metric(by.Metric)?.GetType() : null;

    /// <summary>The rows of a supplier's target that may be for what a row of ours is for: the first that surely is, and those before it that nothing contradicts.</summary>
    /// <param name="backing">The promise.</param>
    /// <param name="of">Labels of our row.</param>
    internal static List<TargetRow> RowsFor(Backing backing, Labels of)
    {
        var rows = new List<TargetRow>();
        var known = of.Items.Concat(backing.When.Items).ToList();
        foreach (var row in backing.Level.Targets)
        {
            if (ConditionRows.Left(row.When, backing.Agreement.Parties.Customer.Attributes) is not { } left || left.Items.Any(l => known.Exists(k => k.Name == l.Name && k.Value != l.Value))) continue;
            rows.Add(row);
            if (left.Items.All(l => known.Exists(k => k.Name == l.Name))) break;
        }
        return rows;
    }
}
