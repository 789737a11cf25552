namespace Surety.Tests.Oracle;

/// <summary>Draws exclusions: notices, budgets, agreement of the parties, times of day.</summary>
static class ExclusionDraws
{
    public static IEnumerable<Exclusion> Some(Draw draw, Contract contract, int grain)
    {
        var count = draw.Of(0, 1, 1, 2);
        for (var i = 1; i <= count; i++)
        {
            var notice = draw.Maybe(50, () => grain < 60 || draw.In(40) ? new Notice(draw.Whole(1, 72), "h")
                : new Notice(draw.Whole(1, 4), draw.Of("days", "business days", "business days", "business hours")));
            yield return new($"exclusion {i}")
            {
                Of = draw.In(25) ? draw.Of(contract.Services).Name : null,
                Announced = notice,
                Calendar = notice?.Unit is "business days" or "business hours" && contract.Calendars.Count > 0 && draw.In(60) ? draw.Of(contract.Calendars).Name : null,
                Budget = draw.In(40) ? (draw.Whole(1, 10), draw.Of("month", "quarter", "year")) : null,
                AgreedBy = draw.In(30) ? draw.Of("provider", "customer", "both") : null,
                OnlyDuring = contract.Calendars.Count > 0 && draw.In(30) ? draw.Of(contract.Calendars).Name : null,
            };
        }
    }
}
