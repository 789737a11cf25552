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
    readonly Bases bases;
    readonly Currency? billedIn;

    public VersionInFacts(Agreement agreement, FactSet facts)
    {
        Agreement = agreement;
        members = Members.Of(agreement.Scope.Inventory, facts, agreement.Zone);
        var time = TermTime.Of(agreement.Term, agreement.Scope.BusinessDays, facts);
        charges = new(agreement.Scope.Services, agreement.Scope.Inventory, members, time);
        billedIn = facts.Charges.Count > 0 ? facts.Charges[0].Currency : null;
        bases = new(this, charges, time, facts);
    }

    public Agreement Agreement { get; }

    /// <summary>Sentences about members whose facts and listing disagree.</summary>
    public ValueList<string> Notes => members.Notes;

    /// <summary>The currency of the agreement's fees, else of what was billed; ISO 4217's word for none where there is neither.</summary>
    public Currency Currency => charges.Currency ?? billedIn ?? new Currency("XXX");

    /// <summary>Whether a clause about a level, or some of its scopes, is about this one.</summary>
    /// <remarks>A condition is looked for in the scope, then among the attributes of its member, then among those of the customer.</remarks>
    public bool Takes(LevelScope of, string level, Labels scope)
    {
        if (of.Level != level) return false;
        foreach (var wanted in of.When.Items)
            if (ValueOf(level, scope, wanted.Name) != wanted.Value) return false;
        return true;
    }

    /// <summary>What a condition about a verdict looks at: a label of its scope, else an attribute of its member, else one of the customer; <c>null</c>: there is none.</summary>
    public string? ValueOf(string level, Labels scope, string name) => scope[name] ?? AttributeOf(level, scope, name) ?? Agreement.Parties.Customer.Attributes[name];

    /// <summary>What tells the verdicts of a level apart: a label of the scope, else an attribute of its member; <c>null</c>: there is none.</summary>
    public string? ValueInScope(string level, Labels scope, string name) => scope[name] ?? AttributeOf(level, scope, name);

    /// <summary>What a percentage is of.</summary>
    /// <param name="of">As the clause says.</param>
    /// <param name="level">Level of the verdict.</param>
    /// <param name="scope">Scope of the verdict.</param>
    /// <param name="window">Its window.</param>
    /// <param name="per">Periods of a cap, which take the place of the window; <c>null</c>: none.</param>
    /// <param name="result">The verdict, for bad time and missed tickets; <c>null</c>: the clause cannot ask for them.</param>
    public Charge ChargeOf(CreditBase of, string level, Labels scope, Window window, WindowRule? per = null, LevelResult? result = null) => bases.Of(of, level, scope, window, per, result);

    /// <summary>The service, member or lines that a base depends on; <c>null</c>: it is the same for every verdict.</summary>
    public string? SubjectOf(BaseOf of, string level, Labels scope) => bases.SubjectOf(of, level, scope);

    Metric? MetricOf(string name)
    {
        var level = Agreement.Level(name);
        while (level is { Measured: Measured.CountOf count }) level = Agreement.Level(count.Level);
        return level is { Measured: Measured.ByMetric by } ? Agreement.Metric(by.Metric) : null;
    }

    /// <summary>The group whose members a level is measured for; <c>null</c>: none.</summary>
    public string? GroupOf(string level) => MetricOf(level)?.GroupOfEach;

    string? AttributeOf(string level, Labels scope, string name) =>
        scope["member"] is { } member && GroupOf(level) is { } group ? members.Of(group).FirstOrDefault(m => m.Name == member)?.Attributes[name] : null;

    /// <summary>When the member of a scope came, or came back, for the last time before an instant; <c>null</c>: nobody said, or there is no member.</summary>
    public Instant? CameBefore(string level, Labels scope, Instant before)
    {
        if (scope["member"] is not { } name || GroupOf(level) is not { } group || members.Of(group).FirstOrDefault(m => m.Name == name) is not { } member) return null;
        return member.Stays.Where(s => !s.HasStart || s.Start < before).LastOrDefault() is { HasStart: true } last ? last.Start : null;
    }

    /// <summary>Whether a level is about something else than a service, or a part of it; one that names none is about all.</summary>
    public bool IsOfOther(string service, string? part, string level, Labels scope) =>
        AffectedService(level, scope) is { } own && (own != service || (part is not null && MetricOf(level)?.Reads.Part is { } ownPart && ownPart != part));

    /// <summary>The service that a level is about; <c>null</c>: no clause says it.</summary>
    public string? AffectedService(string level, Labels scope) =>
        MetricOf(level)?.Reads.Service
        ?? Agreement.Scope.Inventory.FirstOrDefault(g => g.Name == GroupOf(level))?.Service
        ?? scope["service"]
        ?? (Agreement.Scope.Services is [var only] ? only.Name : null);
}
