using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Tests.Metrics;

/// <summary>What every measurement of a test has to keep, and exclusions that are all granted.</summary>
static class Checked
{
    /// <summary>The reason adds up, and to the figure.</summary>
    public static Measurement AddingUp(this Measurement measured)
    {
        measured.Why.AddsUp().ShouldBeTrue(measured.Why.ToString());
        measured.Why.Value.Exact.ShouldBe(measured.Attained?.Exact);
        return measured;
    }

    public static Func<string, ValueList<ExclusionRuling>> AllGranted(FactSet facts) =>
        name => facts.Exclusions.Where(e => e.Exclusion == name).Select(e => new ExclusionRuling(e, [new(e.From, e.Until!.Value)], null)).ToValueList();
}
