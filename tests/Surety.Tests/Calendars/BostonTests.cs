using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

/// <summary>A city's own due dates: three business days for every request for a building inspection.</summary>
public sealed class BostonTests
{
    static readonly BusinessCalendar City = BusinessCalendar.Compile(Rules("America/New_York", ("mon-fri", "08:30-17:00")) with
    {
        Closed = [new ClosedDates.On(new(2015, 2, 16), "Presidents' Day"), new ClosedDates.On(new(2015, 4, 20), "Patriots' Day")],
    });

    static readonly LocalDateTimePattern Clock = LocalDateTimePattern.CreateWithInvariantCulture("MM/dd/yyyy hh:mm:ss tt");

    [Fact]
    public void Every_building_inspection_is_due_when_the_city_said()
    {
        var requests = File.ReadLines(Shared.File("data/boston311_2015_feb_apr_sample.csv")).Select(line => line.Split(','))
            .Where(cells => cells.Contains("Building Inspection Request") && cells[2].Length > 0).ToList();

        var wrong = requests.Where(cells => Off(cells) > Duration.FromSeconds(90)).Select(cells => string.Join(',', cells.Take(3)));

        requests.Count.ShouldBeGreaterThan(700);
        wrong.ShouldBeEmpty();
    }

    static Duration Off(string[] cells)
    {
        var (opened, target) = (Instant(cells[1]), Instant(cells[2]));
        var due = new BusinessDays.SameTime(3).After(opened, City)!.Value;
        return due > target ? due - target : target - due;
    }

    static Instant Instant(string cell) => LocalTimes.InstantOf(Clock.Parse(cell).Value, City.Zone);
}
