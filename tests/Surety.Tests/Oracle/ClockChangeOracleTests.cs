using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>Terms, windows, calendars and tickets around the days on which clocks change, in zones that do it in strange ways.</summary>
public sealed class ClockChangeOracleTests
{
    [Fact]
    public void Windows_and_hours_of_service_around_a_change_of_the_clocks() => Trial.Run(120, seed => AvailabilityDraws.Draw(seed, ClockChanges.Of(seed)));

    [Fact]
    public void Tickets_around_a_change_of_the_clocks() => Trial.Run(120, seed => TicketDraws.Draw(seed, ClockChanges.Of(seed)));
}
