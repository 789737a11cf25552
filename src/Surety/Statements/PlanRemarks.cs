using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;

namespace Surety.Statements;

/// <summary>Plans that facts give the customer and the agreement does not know, and credits that ask for payments of which nothing is known.</summary>
static class PlanRemarks
{
    /// <param name="versions">Cut where the plan changes.</param>
    /// <param name="facts">Plans and payments.</param>
    public static IEnumerable<Remark> Of(Versions versions, FactSet facts) =>
        Unknown(versions, facts).Concat(WithoutRow(versions, facts)).Concat(WithoutPayments(versions, facts));

    static IEnumerable<Remark> Unknown(Versions versions, FactSet facts)
    {
        var newest = versions.Newest;
        foreach (var plan in facts.Plans)
            foreach (var label in plan.Attributes.Items)
                if (label.Name == "tier" ? newest.Scope.Tiers.Count > 0 && !newest.Scope.Tiers.Contains(label.Value) : newest.Parties.Customer.Attributes[label.Name] is null)
                    yield return label.Name == "tier"
                        ? new("facts.unknown-tier", $"Facts give the customer the tier '{label.Value}', which the agreement does not offer: {string.Join(", ", newest.Scope.Tiers)}.", null, FactCitation.Of([plan.At]))
                        : new("facts.unknown-attribute", $"Facts give the customer the attribute '{label.Name}', which the agreement does not declare, so nothing follows from it: write it under 'attributes' of the customer.", null, FactCitation.Of([plan.At]));
    }

    static IEnumerable<Remark> WithoutRow(Versions versions, FactSet facts)
    {
        if (facts.Plans.Count == 0) yield break;
        foreach (var version in versions.All)
            foreach (var level in version.Levels.Where(l => Scopes.Together(l, version.Parties.Customer.Attributes).Count == 0))
                yield return new("level.plan-without-row", $"No row of '{level.Name}' is for the customer's plan from {Display.Iso(version.Effective)} on ({Display.Scope(version.Parties.Customer.Attributes)}), so it is not judged from then on.", level.Clause);
    }

    static IEnumerable<Remark> WithoutPayments(Versions versions, FactSet facts)
    {
        if (facts.Payments.Count > 0) yield break;
        foreach (var credit in versions.Newest.Escalation.Credits)
            if (credit.OnlyIf.FirstOrDefault(c => c is Escalation.Eligibility.PaidUp or Escalation.Eligibility.NotOverdueBy or Escalation.Eligibility.NotOverdueIn) is { } condition)
                yield return new("facts.no-payments", $"The credit '{credit.Name}' is granted only if '{condition.Words}', and no payment is among the facts: it is read as if all invoices were paid.", condition.Clause);
    }
}
