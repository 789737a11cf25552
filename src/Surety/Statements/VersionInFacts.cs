using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What one version of an agreement covers and costs, with members that arrived as facts. Charges are worked out once.</summary>
sealed class VersionInFacts
{
    readonly Members members;
    readonly Charges charges;
    readonly Dictionary<(BaseOf Of, string? Subject, LocalDate From, LocalDate Until), Charge> known = [];

    public VersionInFacts(Agreement agreement, FactSet facts)
    {
        Agreement = agreement;
        members = Members.Of(agreement.Scope.Inventory, facts, agreement.Zone);
        charges = new(agreement.Scope.Services, agreement.Scope.Inventory, members, TermTime.Of(agreement.Term, agreement.Scope.BusinessDays, facts));
    }

    public Agreement Agreement { get; }

    /// <summary>Sentences about members whose facts and listing disagree.</summary>
    public ValueList<string> Notes => members.Notes;

    /// <summary>The currency of the agreement's fees; ISO 4217's word for none where there is no fee.</summary>
    public Currency Currency => charges.Currency ?? new Currency("XXX");

    /// <summary>Whether a clause about a level, or some of its scopes, is about this one.</summary>
    /// <remarks>A condition is looked for in the scope, then among the attributes of its member, then among those of the customer.</remarks>
    public bool Takes(LevelScope of, string level, Labels scope)
    {
        if (of.Level != level) return false;
        foreach (var wanted in of.When.Items)
            if ((scope[wanted.Name] ?? AttributeOf(level, scope, wanted.Name) ?? Agreement.Parties.Customer.Attributes[wanted.Name]) != wanted.Value) return false;
        return true;
    }

    /// <summary>The fees that a percentage is of.</summary>
    /// <param name="of">As the clause says.</param>
    /// <param name="level">Level of the verdict.</param>
    /// <param name="scope">Scope of the verdict.</param>
    /// <param name="window">Its window.</param>
    /// <param name="per">Periods of a cap, which take the place of the window; <c>null</c>: none.</param>
    public Charge ChargeOf(CreditBase of, string level, Labels scope, Window window, WindowRule? per = null)
    {
        if (of.Of is BaseOf.Stated stated)
            return new Charge.Of(stated.Value.Amount, stated.Value.Currency, new(of.Words, new Figure.Amount(stated.Value.Amount, stated.Value.Currency), Follows.Given));
        var (from, until) = DaysOf(of.Period, window, per);
        var subject = SubjectOf(of.Of, level, scope);
        if (!known.TryGetValue((of.Of, subject, from, until), out var charge)) known[(of.Of, subject, from, until)] = charge = Charge(of.Of, level, subject, from, until);
        return charge;
    }

    /// <summary>The service or member that a base depends on; <c>null</c>: it is the same for every verdict.</summary>
    public string? SubjectOf(BaseOf of, string level, Labels scope) => of switch
    {
        BaseOf.FeeOfAffected => AffectedService(level, scope),
        BaseOf.FeeOfMember => scope["member"],
        BaseOf.FeeOf => null,
        BaseOf.AllFees => null,
        BaseOf.Stated => null,
    };

    Charge Charge(BaseOf of, string level, string? subject, LocalDate from, LocalDate until) => of switch
    {
        BaseOf.FeeOf { Part: { } part } fee => charges.OfPart(fee.Service, part, from, until),
        BaseOf.FeeOf fee => charges.OfService(fee.Service, from, until),
        BaseOf.FeeOfAffected => subject is null ? new Charge.NotStated($"No clause says which service '{level}' is about.") : charges.OfService(subject, from, until),
        BaseOf.FeeOfMember => subject is null || GroupOf(level) is not { } group ? new Charge.NotStated($"'{level}' is not measured for each member.") : charges.OfMember(group, subject, from, until),
        BaseOf.AllFees => charges.All(from, until),
        BaseOf.Stated stated => new Charge.NotStated($"{stated.Value} is no fee."),
    };

    (LocalDate From, LocalDate Until) DaysOf(BasePeriod period, Window window, WindowRule? per)
    {
        var last = window.Until.PlusDays(-1);
        var month = WindowRule.Month.At(last, Agreement.Zone);
        var days = period switch
        {
            BasePeriod.Window => per?.At(last, Agreement.Zone) ?? window,
            BasePeriod.Month => month,
            BasePeriod.Quarter => WindowRule.Quarter.At(last, Agreement.Zone),
            BasePeriod.Year => WindowRule.Year.At(last, Agreement.Zone),
            BasePeriod.PreviousMonth => month.Previous(Agreement.Zone),
            BasePeriod.NextMonth => month.Next(Agreement.Zone),
        };
        return (days.From, days.Until);
    }

    Metric? MetricOf(string name)
    {
        var level = Agreement.Level(name);
        while (level is { Measured: Measured.CountOf count }) level = Agreement.Level(count.Level);
        return level is { Measured: Measured.ByMetric by } ? Agreement.Metric(by.Metric) : null;
    }

    string? GroupOf(string level) => MetricOf(level)?.ForEach is ForEach.MemberOf of ? of.Group : null;

    string? AttributeOf(string level, Labels scope, string name) =>
        scope["member"] is { } member && GroupOf(level) is { } group ? members.Of(group).FirstOrDefault(m => m.Name == member)?.Attributes[name] : null;

    string? AffectedService(string level, Labels scope) =>
        MetricOf(level)?.Reads.Service
        ?? Agreement.Scope.Inventory.FirstOrDefault(g => g.Name == GroupOf(level))?.Service
        ?? scope["service"]
        ?? (Agreement.Scope.Services is [var only] ? only.Name : null);
}
