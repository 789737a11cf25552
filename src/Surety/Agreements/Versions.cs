using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Scope;

namespace Surety.Agreements;

/// <summary>An agreement through its amendments: which version is in force when.</summary>
public sealed record Versions
{
    Versions(ValueList<Agreement> all) => All = all;

    /// <summary>In the order in which they take effect; at least one.</summary>
    public ValueList<Agreement> All { get; }

    /// <summary>The version that is in force last.</summary>
    public Agreement Newest => All[^1];

    /// <summary>Puts versions in order.</summary>
    /// <returns>Refused: none at all, two agreements, or two versions of one number or one effective date.</returns>
    public static Result<Versions> Of(IEnumerable<Agreement> agreements)
    {
        var all = agreements.OrderBy(a => a.Effective).ThenBy(a => a.Version).ToValueList();
        var problems = new List<Problem>();
        if (all.Count == 0) problems.Add(new(default, Severity.Error, "versions.none", "There is no agreement to evaluate.", "Name at least one agreement file."));
        for (var i = 1; i < all.Count; i++)
        {
            var (before, after) = (all[i - 1], all[i]);
            var place = new Location(after.File, 1, 1);
            if (before.Id != after.Id)
                problems.Add(new(place, Severity.Error, "versions.two-agreements", $"This is the agreement '{after.Id}', and {before.File} is '{before.Id}': one evaluation is about one agreement.", "Evaluate them one after the other."));
            else if (before.Version == after.Version)
                problems.Add(new(place, Severity.Error, "versions.same-number", $"Version {after.Version} stands in {before.File} as well.", "Give the amendment the next number under 'version'."));
            else if (before.Effective == after.Effective)
                problems.Add(new(place, Severity.Error, "versions.same-date", $"Version {before.Version} in {before.File} takes effect on {after.Effective:uuuu-MM-dd} as well.", "Write the date of the amendment under 'effective'."));
            else if (before.Version > after.Version)
                problems.Add(new(place, Severity.Error, "versions.order", $"Version {after.Version} takes effect after version {before.Version} in {before.File}.", "A later amendment has a higher version."));
            else if (!before.Zone.Equals(after.Zone))
                problems.Add(new(place, Severity.Error, "versions.zone", $"The time zone is {after.Zone.Id} here and {before.Zone.Id} in {before.File}: windows would overlap.", "Keep the time zone, or write a new agreement."));
        }
        for (var i = 1; i < all.Count; i++)
            if (all[i].TakesEffect == TakesEffect.SplitAtTheChange)
                foreach (var because in all.Take(i).SelectMany(v => v.Levels.Select(l => Levels.SplitLint.Because(l, v.Metrics) is { } why ? $"{why} (version {v.Version})" : null)).OfType<string>())
                    problems.Add(new(new(all[i].File, 1, 1), Severity.Error, "effective.split", $"Version {all[i].Version} splits windows at the change, and that cannot be: {because}.", "Write 'takes effect: with the next window'."));
        return problems.Count > 0 ? new Result<Versions>.Refused(problems.ToValueList()) : new Result<Versions>.Ok(new(all));
    }

    /// <summary>One version by itself, which is always in order.</summary>
    public static Versions Alone(Agreement agreement) => new([agreement]);

    /// <summary>The version of a number, under the plan that was in force when a window began.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="from">First day of the window.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Agreement Numbered(int version, LocalDate from) => All is [var only] && only.Version == version ? only : AmongSeveral(version, from);

    Agreement AmongSeveral(int version, LocalDate from) =>
        All.LastOrDefault(a => a.Version == version && a.Effective <= from) ?? All.FirstOrDefault(a => a.Version == version) ?? throw new ArgumentException($"There is no version {version}.", nameof(version));

    /// <summary>The same versions, cut where the customer's plan changes: each stretch has the tier and attributes that hold in it.</summary>
    public Versions Under(FactSet facts) => facts.Plans.Count == 0 ? this : new(Plans.Cut(this, facts.Plans).ToValueList());

    /// <summary>For how long the agreement holds: from the first day of its first version, to the end that the newest gives it, as notices among the facts leave it.</summary>
    public TermTime TimeIn(FactSet facts) => TermTime.Of(Newest.Term with { From = All[0].Term.From }, Newest.Scope.BusinessDays, facts);

    /// <summary>When a version is in force: from the start of its effective day to that of the next version. The first holds for all time before it, too.</summary>
    public Interval InForce(Agreement version)
    {
        var at = All.TakeWhile(a => !ReferenceEquals(a, version)).Count();
        return new(at == 0 ? null : StartOf(version), at + 1 < All.Count ? StartOf(All[at + 1]) : null);
    }

    /// <summary>The version in force at an instant.</summary>
    public Agreement At(Instant instant) => All.LastOrDefault(a => StartOf(a) <= instant) ?? All[0];

    /// <summary>Compares by the versions.</summary>
    public bool Equals(Versions? other) => other is not null && All == other.All;

    /// <inheritdoc/>
    public override int GetHashCode() => All.GetHashCode();

    static Instant StartOf(Agreement version) => version.Since ?? LocalTimes.StartOf(version.Effective, version.Zone);
}
