// The longest time between two runs as the parser of the CronJob controller finds it: reads a JSON list of schedules, and writes for each the seconds, or -1 where there are
// no two runs.
package main

import (
	"encoding/json"
	"os"
	"time"
	// The zones that this version of Go has, whatever the machine has.
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

type question struct {
	Schedule string
	Zone     string
	From     int
	Years    int
}

func longest(asked question) float64 {
	schedule, err := cron.ParseStandard("TZ=" + asked.Zone + " " + asked.Schedule)
	if err != nil {
		panic(err)
	}
	end := time.Date(asked.From+asked.Years, 1, 1, 4, 0, 0, 0, time.UTC)
	last := schedule.Next(time.Date(asked.From, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second))
	found := -1.0
	for !last.IsZero() && !last.After(end) {
		next := schedule.Next(last)
		if next.IsZero() || next.After(end) {
			break
		}
		if gap := next.Sub(last).Seconds(); gap > found {
			found = gap
		}
		last = next
	}
	return found
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		panic(err)
	}
	answers := make([]float64, len(questions))
	for index, asked := range questions {
		answers[index] = longest(asked)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
