using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;

namespace Surety.Tests.Calendars;

public sealed class WorkingTimeTests
{
    [Fact]
    public void Working_time_adds_up_and_compares()
    {
        (WorkingTime.FromHours(1) + WorkingTime.FromMinutes(30)).ShouldBe(WorkingTime.FromSeconds(5_400));
        (WorkingTime.FromHours(8) * 3).ShouldBe(WorkingTime.FromHours(24));
        (WorkingTime.FromHours(1) - WorkingTime.FromHours(2) < WorkingTime.Zero).ShouldBeTrue();
    }

    [Fact]
    public void Hours_are_written_past_24() => new WorkingTime(Duration.FromHours(39) + Duration.FromSeconds(61)).ToString().ShouldBe("39:01:01");

    [Fact]
    public void Whole_seconds_leave_the_fraction_out() => new WorkingTime(Duration.FromMilliseconds(2_999)).WholeSeconds.ShouldBe(2);
}
