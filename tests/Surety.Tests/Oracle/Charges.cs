using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>What fees come to, one day after the other.</summary>
sealed class Charges(Contract contract)
{
    public Fraction All(LocalDate first, LocalDate next) => Sum(contract.Services.Select(s => Service(s.Name, first, next)));

    /// <summary>What stands at the service, at its parts and for its members.</summary>
    public Fraction Service(string name, LocalDate first, LocalDate next)
    {
        var service = contract.Services.Single(s => s.Name == name);
        var own = service.Fee is { ForEachOf: null } fee ? Over(fee, first, next) : 0;
        var parts = Sum(service.Parts.Select(p => Over(p.Fee, first, next)));
        var members = Sum(contract.Groups.Where(g => g.Of == name).SelectMany(g => g.Members.Select(m => Member(g, m.Name, first, next))));
        return own + parts + members;
    }

    public Fraction Part(string service, string part, LocalDate first, LocalDate next) => Over(contract.Services.Single(s => s.Name == service).Parts.Single(p => p.Name == part).Fee, first, next);

    /// <summary>A member's own fee takes the place of the service's; it is paid for the days on which the member existed.</summary>
    public Fraction Member(Group group, string name, LocalDate first, LocalDate next)
    {
        var member = group.Members.Single(m => m.Name == name);
        var each = contract.Services.Single(s => s.Name == group.Of).Fee;
        return (member.Fee ?? (each?.ForEachOf == group.Name ? each : null)) is { } fee ? Over(fee, first, next, member) : 0;
    }

    Fraction Over(Fee fee, LocalDate first, LocalDate next, Member? member = null)
    {
        Fraction sum = 0;
        for (var day = first; day < next; day = day.PlusDays(1))
        {
            if (day < contract.From || day > contract.To || day < member?.From || day >= member?.Until) continue;
            sum += fee.Per == "day" ? fee.Amount : Monthly(fee) / day.Calendar.GetDaysInMonth(day.Year, day.Month);
        }
        return sum;
    }

    static Fraction Monthly(Fee fee) => (Fraction)fee.Amount / fee.Per switch { "month" => 1, "quarter" => 3, _ => 12 };

    static Fraction Sum(IEnumerable<Fraction> fees) => fees.Aggregate((Fraction)0, (a, b) => a + b);
}
