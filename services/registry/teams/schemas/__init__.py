"""What goes over HTTP about volunteer teams: `forms` in, `views` out, `exported` as lists."""
